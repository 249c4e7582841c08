/** The part of hls.js that looks after sound, without its wait. */
import { AudioStreamController, type Events, type InitPTSFoundData } from 'hls.js';

/**
 * Sound that came before it was known at what time the pictures begin is kept until hls.js looks
 * again, which it does ten times a second. Nothing is shown before that.
 */
export class PromptSound extends AudioStreamController {
  override onInitPtsFound(event: Events.INIT_PTS_FOUND, data: InitPTSFoundData): void {
    super.onInitPtsFound(event, data);
    this.tick();
  }

  /** Else what was kept is mistaken for a part of what is loaded when it goes on elsewhere. */
  override stopLoad(): void {
    super.stopLoad();
    this.resetLoadingState();
  }
}
