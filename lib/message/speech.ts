import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { humaneDuration, humaneTime } from './humane-time.ts';
import type { Language, Telling } from './telling.ts';
import type { Words } from './words.ts';

/** How one destination is spoken to: our words in its language, durations and times as its people read them. */
export interface Speech {
  words: Words;
  duration: (seconds: number) => string;
  time: (iso: string) => string;
}

const languages: Record<Language, Words> = { en: english, 'zh-CN': chinese };

export function speechOf({ language = 'en', zone }: Pick<Telling, 'language' | 'zone'>): Speech {
  const words = languages[language];
  return {
    words,
    duration: (seconds) => humaneDuration(seconds, words.units),
    time: (iso) => humaneTime(iso, zone),
  };
}
