import { type ErrorData, type Logger, SURFACES, SutraError } from '@sutra/kit';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { DATA_HEADERS } from './security/headers.ts';
import './errors.ts';

/** HTTP status per code where it is finer than the kind's. */
const STATUS: Readonly<Record<string, number>> = {
  SUTRA_CONTROL_TOO_LARGE: 413,
  SUTRA_CONTROL_CONTENT_TYPE: 415,
};

/** Every failure leaves as ErrorJson with the status of its kind. Causes and stacks stay here, in the log. */
export function answerFailures(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler((reason: FastifyError | Error, request, reply) => {
    const error = toSutraError(reason);
    if (error.kind === 'internal')
      logger.error(`request failed: ${error.message}`, {
        method: request.method,
        url: request.url.slice(0, 200),
        stack: String(reason.stack),
      });
    return sendFailure(reply, error);
  });
  app.setNotFoundHandler((request, reply) =>
    sendFailure(
      reply,
      new SutraError('SUTRA_CONTROL_NO_ROUTE', `Cannot ${request.method} ${request.url.slice(0, 100)}: there is no such route`),
    ),
  );
}

export function sendFailure(reply: FastifyReply, error: SutraError): FastifyReply {
  const status = STATUS[error.code] ?? SURFACES[error.kind].http;
  return reply.code(status).headers(DATA_HEADERS).type('application/json; charset=utf-8').serializer(JSON.stringify).send(errorBody(error));
}

export function errorBody(error: SutraError): { readonly error: ErrorData } {
  const data = error.toData();
  // What an internal error says about our insides is for the log, not for the caller.
  return { error: data.kind === 'internal' ? { ...data, message: 'Cannot finish the request: a defect in Sutra Grid' } : data };
}

function toSutraError(reason: FastifyError | Error): SutraError {
  if (reason instanceof SutraError) return reason;
  const code = 'code' in reason ? reason.code : '';
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new SutraError('SUTRA_CONTROL_TOO_LARGE', 'Cannot read the body: it is larger than 1 MiB');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new SutraError('SUTRA_CONTROL_CONTENT_TYPE', 'Cannot read the body: it is not JSON');
  if ('validation' in reason && reason.validation !== undefined)
    return new SutraError('SUTRA_CONTROL_INVALID', `Cannot read the request: ${reason.message}`, { cause: reason });
  const status = 'statusCode' in reason ? (reason.statusCode ?? 500) : 500;
  if (status >= 400 && status < 500)
    return new SutraError('SUTRA_CONTROL_INVALID', `Cannot read the request: ${reason.message}`, { cause: reason });
  return SutraError.from(reason);
}
