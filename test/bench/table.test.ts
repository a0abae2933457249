import { describe, expect, it } from 'vitest';
import { figure, percent, table, times } from '../../bench/table.ts';

describe('table', () => {
  it('aligns names left and numbers right, in Markdown', () => {
    const text = table(
      ['what', 'µs'],
      [
        ['a', '12.5'],
        ['longer', '1'],
      ],
    );
    expect(text.split('\n')).toEqual([
      '| what   |   µs |',
      '| ------ | ---: |',
      '| a      | 12.5 |',
      '| longer |    1 |',
    ]);
  });
});

describe('figure', () => {
  it.each([
    [0, '0'],
    [0.012345, '0.0123'],
    [12.345, '12.3'],
    [-12.345, '-12.3'],
    [999.4, '999'],
    [4953.4, '4,953'],
    [Number.NaN, 'NaN'],
  ])('%d is %s', (value, text) => {
    expect(figure(value)).toBe(text);
  });

  it('is formatted as a percentage and as a ratio', () => {
    expect([percent(0.0434), times(75.5)]).toEqual(['4.34 %', '75.5×']);
  });
});
