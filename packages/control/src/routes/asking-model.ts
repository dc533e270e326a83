import type { PlanAnswer } from '@sutra/api';
import type { ModelMode, ModelRecord, ModelUse } from '@sutra/hybrid';
import { SutraError } from '@sutra/kit';
import type { Caller, Context } from './context.ts';

/** Longest question kept in the audit record; a longer one is cut there. */
const AUDIT_CHARS_MAX = 1_000;

/**
 * The model that may help with this question, if one is set up and the question does not refuse it. What it made of the question goes
 * into the record, whatever it was. A plan is executed as it is: nothing of it needs reading.
 * @throws SutraError SUTRA_MODEL_OFF when one is asked for and none is set up
 */
export function modelFor(
  context: Context,
  asked: ModelMode | undefined,
  caller: Caller,
  question: string | undefined,
): { readonly model?: ModelUse } {
  const { model } = context;
  if (asked === 'off' || question === undefined) return {};
  if (model === undefined) {
    if (asked === undefined) return {};
    throw new SutraError('SUTRA_MODEL_OFF', 'Cannot ask a model: none is set up here');
  }
  const told = (record: ModelRecord): void => {
    const { model: name, outcome, prompt, output, why, plan, calls, ms } = record;
    context.emitter.emit({
      type: 'model_asked',
      body: {
        question: question.slice(0, AUDIT_CHARS_MAX),
        model: name,
        outcome,
        prompt,
        output: [...output],
        calls,
        ms,
        ...(why === undefined ? {} : { error: why }),
        ...(plan === undefined ? {} : { plan: { ...plan } }),
      },
      actor: caller.actor,
    });
  };
  return { model: { reader: model.reader, mode: asked ?? model.mode, rephrase: model.rephrase === true, told } };
}

/** What became of a question, for whoever asked how it was read. */
export const recordJson = ({ model: name, plan, output, ...rest }: ModelRecord): NonNullable<PlanAnswer['model']> => ({
  name,
  ...rest,
  output: [...output],
  ...(plan === undefined ? {} : { plan: { ...plan } }),
});
