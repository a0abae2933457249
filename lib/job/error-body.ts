import { readBody } from './answer-body.ts';
import { isRecord, textOf } from './json-value.ts';
import { plainLine } from './plain-text.ts';

const maxMessage = 300;
const maxCode = 64;
/** What of a page or text is looked at: enough for its title and first words. */
const maxChecked = 8_192;

/** What an error answer says of itself. */
export interface ErrorBody {
  code?: string;
  message?: string;
}

/**
 * Reads what an error answer says, in any shape that the clouds' services, gateways and proxies use: `error_code` and
 * `error_msg`, `errorCode` and `errorMsg`, `code` and `message`, each also one level down under any key (SDRS varies
 * it), or a page's title or a text's first words. Undefined when it says nothing. (SDK core, exception_handler.py)
 */
export function readErrorBody(body: string): ErrorBody | undefined {
  const read = readBody(body);
  switch (read.kind) {
    case 'json':
      return isRecord(read.value) ? errorIn(read.value) : undefined;
    case 'page':
      return words(pageWords(body.slice(0, maxChecked)));
    case 'text':
      return words(body);
    case 'broken_json':
    case 'empty':
      return undefined;
  }
}

/** Of the object itself and the objects in it, the one that says most: code and message, else a code, else a message. */
function errorIn(value: Record<string, unknown>): ErrorBody | undefined {
  const found = [value, ...Object.values(value).filter(isRecord)].map(errorFields);
  return (
    found.find(({ code, message }) => code !== undefined && message !== undefined) ??
    found.find(({ code }) => code !== undefined) ??
    found.find(({ message }) => message !== undefined)
  );
}

function errorFields(value: Record<string, unknown>): ErrorBody {
  const { error_code, errorCode, code, error_msg, errorMsg, message } = value;
  return error(firstText([error_code, errorCode, code]), firstText([error_msg, errorMsg, message]));
}

function words(text: string): ErrorBody | undefined {
  const read = error(undefined, text);
  return read.message === undefined ? undefined : read;
}

function error(code: string | undefined, message: string | undefined): ErrorBody {
  const plainCode = plainLine(code ?? '', maxCode);
  const plainMessage = plainLine(message ?? '', maxMessage);
  return {
    ...(plainCode !== '' && { code: plainCode }),
    ...(plainMessage !== '' && { message: plainMessage }),
  };
}

const firstText = (values: unknown[]): string | undefined => values.map(textOf).find(Boolean);

function pageWords(page: string): string {
  const title = /<title[^<>]*>([^<]*)/i.exec(page)?.[1] ?? '';
  if (title.trim() !== '') return title;
  return page.replace(/<(script|style)\b[^<]*/gi, ' ').replace(/<[^<>]*>?/g, ' ');
}
