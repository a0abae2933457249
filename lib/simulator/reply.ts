import type { ServerResponse } from 'node:http';

/** A complete HTTP answer. */
export interface Answer {
  kind: 'answer';
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What a simulated server does with one request. */
export type Reply =
  | Answer
  /** `reset` breaks the connection. `hang` accepts the request and never answers. */
  | { kind: 'fault'; fault: 'reset' | 'hang' }
  /**
   * Sends whatever it likes, such as half an answer. `status` is what the client sees, 0 for a broken answer.
   */
  | { kind: 'custom'; status: number; send: (response: ServerResponse) => void };

/** Makes an answer with a JSON body. */
export const jsonReply = (status: number, value: unknown, headers: Record<string, string> = {}): Answer => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json;charset=utf8', ...headers },
  body: JSON.stringify(value),
});

/** Makes an answer with a text body, empty by default. */
export const textReply = (status: number, body = '', contentType = 'text/plain'): Answer => ({
  kind: 'answer',
  status,
  headers: body === '' ? {} : { 'content-type': contentType },
  body,
});

/** Makes an error of the API gateway. Its code begins with `APIGW.`. */
export const gatewayError = (status: number, code: string, message: string): Answer =>
  jsonReply(status, { error_msg: message, error_code: code });

/** Makes an error of SDRS. Its key depends on the status (SDRS API reference). */
export const serviceError = (status: number, key: string, error: { code: string; message: string }): Answer =>
  jsonReply(status, { [key]: error });

/** Makes an error of IAM. Its code is the HTTP status as a number (Keystone v3). */
export const keystoneError = (code: number, title: string, message: string): Answer =>
  jsonReply(code, { error: { code, title, message } });

/** The answer for an unknown job id. It is not documented; its form is that of other SDRS errors. */
export const noSuchJob: Answer = serviceError(404, 'itemNotFound', {
  code: 'SDRS.0408',
  message: 'Null job',
});

/** The answer to a user without the right, or for another project. */
export const forbidden: Answer = serviceError(403, 'forbidden', {
  code: 'SDRS.0005',
  message: 'No permission for the operation',
});

/** The HTML page of a proxy in front of an unreachable gateway. */
export const badGatewayHtml: Answer = textReply(
  502,
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n',
  'text/html',
);
