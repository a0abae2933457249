import SwaggerParser from '@apidevtools/swagger-parser';
import { describe, expect, it } from 'vitest';
import { makeOpenapi } from '../../lib/api/openapi.ts';
import { makeTestApi } from './api.ts';

describe('the OpenAPI document', () => {
  it('is valid', async () => {
    const document = JSON.parse(JSON.stringify(makeOpenapi()));
    await expect(SwaggerParser.validate(document)).resolves.toMatchObject({ openapi: '3.1.1' });
  });

  it('is served without credentials', async () => {
    const { call } = makeTestApi();
    const { status, json } = await call('/openapi.json', { bearer: null });
    expect(status).toBe(200);
    expect(json).toEqual(JSON.parse(JSON.stringify(makeOpenapi())));
  });

  it('has exactly the routes of the app', () => {
    const { app } = makeTestApi();
    const routes = app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(':id', '{id}')}`);
    const { paths } = JSON.parse(JSON.stringify(makeOpenapi()));
    const documented = Object.entries<object>(paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((verb) => verb !== 'parameters')
        .map((verb) => `${verb.toUpperCase()} ${path}`),
    );
    expect([...new Set(routes)].sort()).toEqual(documented.sort());
  });

  it('has no dangling references', () => {
    const text = JSON.stringify(makeOpenapi());
    const { components } = JSON.parse(text);
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(Object.keys(components.schemas)).toContain(name);
    }
  });
});
