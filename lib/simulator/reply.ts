import type { ServerResponse } from 'node:http';

/** One HTTP answer, whole. */
export interface Answer {
  kind: 'answer';
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What a pretend server does with one request. */
export type Reply =
  | Answer
  /** `reset` breaks the connection. `hang` accepts the request and never answers. */
  | { kind: 'fault'; fault: 'reset' | 'hang' }
  /**
   * Sends whatever it likes, such as half an answer. `status` is what the client sees, 0 for a broken answer.
   */
  | { kind: 'custom'; status: number; send: (response: ServerResponse) => void };

/** An answer with a JSON body. */
export const jsonReply = (status: number, value: unknown, headers: Record<string, string> = {}): Answer => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json;charset=utf8', ...headers },
  body: JSON.stringify(value),
});

/** An answer with a text body, empty by default. */
export const textReply = (status: number, body = '', contentType = 'text/plain'): Answer => ({
  kind: 'answer',
  status,
  headers: body === '' ? {} : { 'content-type': contentType },
  body,
});

/** An error as the API gateway in front of the services words it; its code begins with `APIGW.`. */
export const gatewayError = (status: number, code: string, message: string): Answer =>
  jsonReply(status, { error_msg: message, error_code: code });

/** An error as the SDRS service words it: the key around it changes with the status (SDRS API reference). */
export const serviceError = (status: number, key: string, error: { code: string; message: string }): Answer =>
  jsonReply(status, { [key]: error });

/** An error as IAM words it: the code is the HTTP status as a number (Keystone v3). */
export const keystoneError = (code: number, title: string, message: string): Answer =>
  jsonReply(code, { error: { code, title, message } });

/**
 * What the API says about a job id that it does not know; the API document is silent, the shape is the
 * service's own.
 */
export const noSuchJob: Answer = serviceError(404, 'itemNotFound', {
  code: 'SDRS.0408',
  message: 'Null job',
});

/** What the service says to a user without the right to ask, or about somebody else's project. */
export const forbidden: Answer = serviceError(403, 'forbidden', {
  code: 'SDRS.0005',
  message: 'No permission for the operation',
});

/** What a proxy in front of the gateway sends when nothing is behind it: a page for people, not JSON. */
export const badGatewayPage: Answer = textReply(
  502,
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n',
  'text/html',
);
