/**
 * How often a resource pushes back by chance, at whatever pace: many services are now and then
 * overloaded by others. To be slower does not help against it, and being slower each time stops all.
 *
 * 1. It is learned where only chance is left as a reason: at a pace that the resource has given before.
 * 2. Where it is known, push-backs at a higher pace may be by chance too, as long as they are not many more.
 * 3. Many in a row are never by chance, nor is a large part of all: then the resource bears less now.
 */
export interface Chance {
  /** `isBorne`: at a pace that the resource has given before. */
  readonly succeeded: (isBorne: boolean) => void;
  /** What it was, as far as one can tell. */
  readonly pushedBack: (isBorne: boolean) => Verdict;
  /** Calls are slower from here on. */
  readonly slowed: () => void;
  readonly isKnown: () => boolean;
  readonly forget: () => void;
}

export type Verdict =
  | 'chance'
  | 'overload'
  /** The resource bears less than it did, or fails others than us. */
  | 'changed';

interface Answers {
  readonly all: number;
  readonly pushbacks: number;
}

const none: Answers = { all: 0, pushbacks: 0 };

/** Of answers that were learned from; a part of them counts as if it had been a success. */
const learnedAnswers = 200;
const doubt = 3;
const recentAnswers = 40;
/** More than this part is not chance. */
const mostPart = 0.4;
/** Fewer tell nothing of parts. */
const fewAnswers = 15;
const mostInARow = { unknown: 3, known: 5 };

export function createChance(): Chance {
  let learned = none;
  let recent = none;
  let inARow = 0;

  const isKnown = (): boolean =>
    learned.pushbacks >= 2 && learned.pushbacks <= learned.all * mostPart;

  const hear = (isBorne: boolean, pushbacks: 0 | 1): void => {
    recent = counted(recent, pushbacks, recentAnswers);
    if (isBorne) learned = counted(learned, pushbacks, learnedAnswers);
  };

  return {
    isKnown,
    succeeded(isBorne) {
      inARow = 0;
      hear(isBorne, 0);
    },
    pushedBack(isBorne) {
      inARow += 1;
      hear(isBorne, 1);
      if (inARow > (isKnown() ? mostInARow.known : mostInARow.unknown)) return 'changed';
      if (isBorne) return isLargePart(recent) ? 'changed' : 'chance';
      if (!isKnown()) return 'overload';
      const part = learned.pushbacks / (learned.all + doubt);
      return recent.pushbacks <= 2 * part * recent.all + 2 ? 'chance' : 'overload';
    },
    slowed() {
      recent = none;
    },
    forget() {
      learned = none;
      recent = none;
    },
  };
}

function isLargePart({ all, pushbacks }: Answers): boolean {
  return all >= fewAnswers && pushbacks > all * mostPart;
}

/** With one answer more; where they are enough, all of them weigh half from then on. */
function counted({ all, pushbacks }: Answers, more: 0 | 1, enough: number): Answers {
  const weight = all + 1 >= enough ? 0.5 : 1;
  return { all: (all + 1) * weight, pushbacks: (pushbacks + more) * weight };
}
