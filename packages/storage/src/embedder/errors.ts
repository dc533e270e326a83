import { defineErrors } from '@sutra/kit';

export const EMBEDDER_ERRORS = defineErrors({
  SUTRA_EMBEDDER_UNAVAILABLE: {
    kind: 'unavailable',
    retry: true,
    mend: 'Check the embedder: its address, its key and its limits. Learning and searching by words go on meanwhile; vectors are made when it is back.',
  },
  SUTRA_EMBEDDER_ANSWER: {
    kind: 'unavailable',
    retry: true,
    mend: 'The embedder answered what is no set of vectors. Check that its address ends where `/embeddings` begins and that the model makes embeddings.',
  },
  SUTRA_EMBEDDER_KEY: { kind: 'invalid', retry: false, mend: 'Name a file that can be read and holds the key and nothing else.' },
});
