import { ACCOUNT } from './corpus/account.ts';
import { BILLING } from './corpus/billing.ts';
import { FEEDBACK } from './corpus/feedback.ts';
import { SHIPPING } from './corpus/shipping.ts';
import { TECHNICAL } from './corpus/technical.ts';
import type { Row } from './naive-bayes.ts';

const MESSAGES = {
  account: ACCOUNT,
  billing: BILLING,
  feedback: FEEDBACK,
  shipping: SHIPPING,
  technical: TECHNICAL,
} as const satisfies Record<string, readonly string[]>;

/** Messages to a support desk, written for this purpose, with the category of each. */
export const CORPUS: readonly Row[] = Object.entries(MESSAGES).flatMap(([category, texts]) =>
  texts.map((text) => ({ text, category })),
);
