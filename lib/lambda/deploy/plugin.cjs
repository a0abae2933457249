/**
 * Finishes the template before osls writes it (see finish-template.ts). An osls plugin must be a CommonJS
 * class.
 */
module.exports = class FinishTemplate {
  constructor(serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': async () => {
        const { finishTemplate } = await import('./finish-template.ts');
        const { provider, custom } = serverless.service;
        try {
          provider.compiledCloudFormationTemplate = finishTemplate(provider.compiledCloudFormationTemplate, {
            region: provider.region,
            alarmActions: custom.watcher.alarmActions,
          });
        } catch (error) {
          if (error.code === 'WRONG_CONFIGURATION') error.stack = undefined;
          throw error;
        }
      },
    };
  }
};
