/**
 * Services by the names that Cloud Trace Service gives them, and the first label of the host that knows their jobs: those
 * whose job API is the one of SDRS. On Huawei Cloud SDRS is now called BRS; its host is not.
 */
const services = new Map([
  ['sdrs', 'sdrs'],
  ['brs', 'sdrs'],
  ['ecs', 'ecs'],
  ['evs', 'evs'],
  ['ims', 'ims'],
  ['bms', 'bms'],
  ['vpc', 'vpc'],
  ['eip', 'vpc'],
  ['vbs', 'vbs'],
]);

/** The service whose jobs a trace of a service is about, by its `service_type`; undefined of one without such jobs. */
export const tracedService = (serviceType: string): string | undefined =>
  services.get(serviceType.trim().toLowerCase());
