/** The executions of watch-job, as a resource of a policy. */
export const executionsOfWatchJob = {
  'Fn::Sub': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:\${WatchJobStateMachine.Name}:*`,
};

/** The executions of send-notice, as a resource of a policy. */
export const executionsOfSendNotice = {
  'Fn::Sub': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:\${SendNoticeStateMachine.Name}:*`,
};
