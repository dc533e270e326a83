import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Fires when the caller goes away before it was answered: work done for it alone should stop. */
    gone: AbortSignal;
  }
}

const NEVER = new AbortController().signal;

/** Gives every request its `gone` signal. The response's own end is what counts: a request object closes as soon as its body is read. */
export function watchCallers(app: FastifyInstance): void {
  app.decorateRequest('gone', null as unknown as AbortSignal);
  app.addHook('onRequest', async (request, reply) => {
    if (request.ws) {
      request.gone = NEVER;
      return;
    }
    const controller = new AbortController();
    request.gone = controller.signal;
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) controller.abort();
    });
  });
}
