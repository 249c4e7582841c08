/** The player's words in the language of the page. */
import { enPlayer, type PlayerWords } from './en-player.ts';
import { koPlayer } from './ko-player.ts';
import { language } from './words.ts';

export const words: PlayerWords = language === 'ko' ? koPlayer : enPlayer;
