import type { Measure } from '../../../job/cut-text.ts';
import type { Message } from '../../../message/message.ts';
import { defangMessage } from '../../text/defang.ts';
import { markdownForm } from '../../text/markdown-text.ts';
import { writeMessage } from '../../text/message-text.ts';

/**
 * A markdown_v2 message. Unlike `markdown` it does not support `<@userid>`, so no text can mention anybody.
 */
export interface WecomPayload {
  msgtype: 'markdown_v2';
  markdown_v2: { content: string };
}

const utf8Bytes: Measure = (text) => Buffer.byteLength(text);

/** WeCom accepts 4,096 bytes of UTF-8 in `content` (developer.work.weixin.qq.com/document/path/99110). */
const form = markdownForm({ budget: 4_096, size: utf8Bytes, code: true });

/** Renders a WeCom message. */
export const renderWecom = (message: Message): WecomPayload => ({
  msgtype: 'markdown_v2',
  markdown_v2: { content: writeMessage(defangMessage(message), form) },
});
