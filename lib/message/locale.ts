import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { humaneDuration, humaneTime } from './humane-time.ts';
import type { Language, RenderOptions } from './render-options.ts';
import type { Strings } from './strings.ts';

/** How one destination is spoken to: our words in its language, durations and times as its people read them. */
export interface Locale {
  strings: Strings;
  duration: (seconds: number) => string;
  time: (iso: string) => string;
}

const languages: Record<Language, Strings> = { en: english, 'zh-CN': chinese };

export function localeOf({ language = 'en', zone }: Pick<RenderOptions, 'language' | 'zone'>): Locale {
  const strings = languages[language];
  return {
    strings,
    duration: (seconds) => humaneDuration(seconds, strings.units),
    time: (iso) => humaneTime(iso, zone),
  };
}
