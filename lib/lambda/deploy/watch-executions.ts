/** The executions of watch-job, as a resource of a policy. */
export const executionsOfWatchJob = {
  'Fn::Sub': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:\${WatchJobStateMachine.Name}:*`,
};

/** The executions of send-notification, as a resource of a policy. */
export const executionsOfSendNotification = {
  'Fn::Sub': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:\${SendNotificationStateMachine.Name}:*`,
};
