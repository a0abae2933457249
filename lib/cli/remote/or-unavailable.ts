import { WatchesUnavailable } from '../../watch/errors.ts';

/** What AWS answers to this local run. Throws WatchesUnavailable, which says what went wrong. */
export async function orUnavailable<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    const hint =
      name === 'CredentialsProviderError' || name === 'TokenProviderError'
        ? '. AWS credentials are taken as the AWS command line takes them: AWS_PROFILE, AWS_ACCESS_KEY_ID …'
        : '';
    throw new WatchesUnavailable(`AWS cannot be asked (${name}): ${message}${hint}`, { cause: error });
  }
}
