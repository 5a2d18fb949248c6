import type { ProviderFaults } from '../provider/faults.ts';

/** One thing that goes wrong, for every runner alike. */
export interface Fault {
  /** `tool-hangs`. */
  readonly name: string;
  readonly title: string;
  /** What exactly happens, in one line. */
  readonly about: string;
  /** At the model's provider. */
  readonly provider?: ProviderFaults;
  /** With one call of a read, chosen by the seed. */
  readonly tool?: ToolFault;
  /** Every text in every result carries orders and plan text (`injection.ts`). */
  readonly results?: 'poisoned';
  /** All questions of a runner are asked at once, with one key. Default: each alone, with its own key. */
  readonly questions?: 'together';
}

export interface ToolFault {
  /** `unavailable` throws an error with status 503; `throws` one that says nothing of trying again. */
  readonly how: 'unavailable' | 'throws' | 'hangs';
  /** Which attempts of that call. */
  readonly attempts: 'first' | 'all';
}
