/**
 * Asks moto where no client of AWS is among our dependencies. moto knows the service by the scope of the
 * signature, which it does not check. Answers with the text; throws where the status is no success.
 */
export async function askAws(
  aws: string,
  { service, path, form }: { service: string; path: string; form?: string },
): Promise<string> {
  const scope = `x/20260101/eu-central-1/${service}/aws4_request`;
  const answer = await fetch(aws + path, {
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=x`,
      ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(form !== undefined && { method: 'POST', body: form }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service} ${path} answered ${answer.status}: ${text}`);
  return text;
}
