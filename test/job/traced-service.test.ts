import { expect, it } from 'vitest';
import { tracedService } from '../../lib/job/traced-service.ts';

it.each([
  ['SDRS', 'sdrs'],
  ['BRS', 'sdrs'],
  ['ECS', 'ecs'],
  ['EVS', 'evs'],
  ['IMS', 'ims'],
  ['BMS', 'bms'],
  ['VPC', 'vpc'],
  ['EIP', 'vpc'],
  ['VBS', 'vbs'],
  [' sdrs ', 'sdrs'],
])('a trace of %j is about jobs of %s', (serviceType, service) => {
  expect(tracedService(serviceType)).toBe(service);
});

it.each(['OBS', 'IAM', '', '__proto__', 'constructor'])('a trace of %j is about no job', (serviceType) => {
  expect(tracedService(serviceType)).toBeUndefined();
});
