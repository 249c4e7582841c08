/** Text in the character sets that subtitles come in. */
import { execFileSync } from 'node:child_process';

/** Something to read in each, and the name that the Encoding Standard has for the set. */
export const PHRASES: Readonly<Record<string, { readonly text: string; readonly name: string }>> = {
  'UTF-8': { text: 'Größer als Ödön, 안녕 – ja?', name: 'utf-8' },
  'UTF-16LE': { text: 'Größer als Ödön, 안녕 – ja?', name: 'utf-16le' },
  'UTF-16BE': { text: 'Größer als Ödön, 안녕 – ja?', name: 'utf-16be' },
  CP1252: {
    text: 'Ich weiß nicht, was soll es bedeuten, daß ich so traurig bin. “Ja”, sagte er – später.',
    name: 'windows-1252',
  },
  CP949: { text: '안녕하세요. 저는 한국 사람입니다. 오늘 날씨가 정말 좋네요.', name: 'euc-kr' },
  SHIFT_JIS: { text: 'こんにちは。今日はいい天気ですね。どこへ行くのですか？', name: 'shift_jis' },
  GB18030: { text: '你好，我是中国人。今天的天气真好。你要去哪里？', name: 'gb18030' },
};

export const encoded = (text: string, charset: string): Buffer =>
  execFileSync('iconv', ['-f', 'UTF-8', '-t', charset], { input: text });
