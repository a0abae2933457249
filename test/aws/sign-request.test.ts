import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeSignAwsRequest, type UnsignedRequest } from '../../lib/aws/sign-request.ts';
import { Secret } from '../../lib/watch/ports/secret.ts';

const now = Date.parse('2026-11-24T08:00:00.000Z');
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a secret of the tests' };
const request: UnsignedRequest = {
  url: new Secret('https://sns.eu-central-1.amazonaws.com/a/path?b=2&a=1%202'),
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'X-Amz-Target': ' AWSEvents.PutEvents ' },
  body: 'Action=Publish&Message=grüße 组',
  aws: { service: 'sns', region: 'eu-central-1' },
};

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);

/** Computes the signature as AWS does (IAM User Guide, "Create a signed AWS API request"). */
function expectedSignature(
  { method = 'POST', url, body, aws }: UnsignedRequest,
  received: Record<string, string>,
): string {
  const { host, pathname, searchParams } = new URL(url.reveal());
  const headers = { ...received, host };
  const [, scope = '', names = ''] =
    /Credential=AKIDEXAMPLE\/([^,]+), SignedHeaders=([^,]+),/.exec(received['authorization'] ?? '') ?? [];
  const headerOf = (name: string) =>
    Object.entries(headers)
      .find(([key]) => key.toLowerCase() === name)?.[1]
      ?.trim()
      .replace(/ +/g, ' ');
  const canonical = [
    method,
    pathname,
    [...searchParams]
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .sort()
      .join('&'),
    ...names.split(';').map((name) => `${name}:${headerOf(name)}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', headerOf('x-amz-date'), scope, sha256(canonical)].join('\n');
  const { service = '', region = '' } = aws ?? {};
  const day = hmac(`AWS4${credentials.secretAccessKey}`, scope.slice(0, 8));
  return hmac(hmac(hmac(hmac(day, region), service), 'aws4_request'), text).toString('hex');
}

const signatureOf = (headers: Record<string, string>) =>
  /Signature=([0-9a-f]{64})$/.exec(headers['authorization'] ?? '')?.[1];

describe('a request to AWS', () => {
  it.each<[string, Partial<UnsignedRequest>]>([
    ['a form with text beyond ASCII', {}],
    ['another method', { method: 'PATCH' }],
    ['a path alone', { url: new Secret('https://events.eu-central-1.amazonaws.com/') }],
    ['a port', { url: new Secret('http://127.0.0.1:4566/') }],
    ['no body', { body: '' }],
    ['another service and region', { aws: { service: 'ses', region: 'eu-west-1' } }],
  ])('has the signature that AWS computes: %s', async (_, change) => {
    const changed = { ...request, ...change };
    const headers = await makeSignAwsRequest(credentials)(changed, now);
    expect(signatureOf(headers)).toBe(expectedSignature(changed, headers));
    expect(headers).toMatchObject({ 'x-amz-date': '20261124T080000Z' });
    expect(headers).not.toHaveProperty('host');
  });

  it('has a signature of its body and of all headers that AWS evaluates', async () => {
    const sign = makeSignAwsRequest(credentials);
    const { authorization = '' } = await sign(request, now);
    const signed = /SignedHeaders=([^,]+),/.exec(authorization)?.[1]?.split(';');
    expect(signed).toEqual(expect.arrayContaining(['content-type', 'host', 'x-amz-date', 'x-amz-target']));
    const other = await sign({ ...request, body: `${request.body} ` }, now);
    expect(signatureOf(other)).not.toBe(signatureOf({ authorization }));
  });

  it('contains and signs the token of temporary credentials', async () => {
    const temporary = async () => ({ ...credentials, sessionToken: 'a-token' });
    const headers = await makeSignAwsRequest(temporary)(request, now);
    expect(headers['x-amz-security-token']).toBe('a-token');
    expect(headers['authorization']).toContain('x-amz-security-token');
    expect(signatureOf(headers)).toBe(expectedSignature(request, headers));
  });

  it('without a service throws', async () => {
    const { aws: _, ...unnamed } = request;
    await expect(makeSignAwsRequest(credentials)(unnamed, now)).rejects.toThrow(
      'cannot sign a request to AWS: expected its service and region, found neither',
    );
  });

  it('fails if there are no credentials', async () => {
    const none = () => Promise.reject(new Error('Could not load credentials'));
    await expect(makeSignAwsRequest(none)(request, now)).rejects.toThrow('Could not load credentials');
  });
});
