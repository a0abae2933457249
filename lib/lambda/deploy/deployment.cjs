const { join } = require('node:path');

/** What serverless.yml reads as `custom.watcher`: see deployment.ts. Only a CommonJS file can be a variable of osls. */
module.exports = async ({ resolveVariable }) => {
  const { readDeployment } = await import('./deployment.ts');
  const file = await resolveVariable("param:config, 'jobwatch.yaml'");
  try {
    return await readDeployment(file, join(__dirname, '../../..'));
  } catch (error) {
    // osls prints the stack where there is one; people who wrote a configuration need the sentences.
    if (error.code === 'WRONG_CONFIGURATION') error.stack = undefined;
    throw error;
  }
};
