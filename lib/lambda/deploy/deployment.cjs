const { join } = require('node:path');

/**
 * Returns the values that serverless.yml reads as `custom.watcher` (see deployment.ts and parameters.ts).
 * osls can read variables from CommonJS files only.
 */
module.exports = async ({ resolveVariable }) => {
  const { readDeployment } = await import('./deployment.ts');
  const { readParameters } = await import('./parameters.ts');
  try {
    const parameters = readParameters({
      stage: await resolveVariable('sls:stage'),
      alarmTopic: await resolveVariable("param:alarm-topic, ''"),
      eventBus: await resolveVariable("param:event-bus, 'default'"),
      protect: await resolveVariable("param:protect, 'true'"),
      pollConcurrency: await resolveVariable("param:poll-concurrency, ''"),
    });
    const file = await resolveVariable("param:config, 'jobwatch.yaml'");
    return { ...parameters, ...(await readDeployment(file, join(__dirname, '../../..'))) };
  } catch (error) {
    // osls prints the stack if there is one. Authors of a configuration need only the message.
    if (error.code === 'WRONG_CONFIGURATION') error.stack = undefined;
    throw error;
  }
};
