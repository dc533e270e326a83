import { Button, Modal, Textarea } from '@mantine/core';
import type { NodeActionAnswer } from '@sutra/api';
import { SutraError } from '@sutra/kit';
import type { NodeState } from '@sutra/model';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { nodeLook } from '../../core/status.ts';
import { useActRefusal } from '../../parts/act-button.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Status } from '../../parts/status.tsx';
import { useGrid } from '../../shell/grid.ts';
import { send } from '../../shell/http.ts';
import { useSession } from '../../shell/session.ts';
import { Outcome } from './outcome.tsx';

export type NodeVerb = 'stop' | 'restart';

/** What stands on the preview: what will happen, what depends on it, how to undo it. */
function effects(node: NodeState, verb: NodeVerb): readonly string[] {
  const alive = node.pid === undefined || node.status !== 'running' ? undefined : `pid ${node.pid}`;
  const port = node.port === undefined || node.port === 0 ? '' : ` Port ${node.port} answers nobody meanwhile.`;
  const end =
    alive === undefined
      ? 'Nothing runs at the moment: no process has to end.'
      : `Its whole process tree (${alive}) gets TERM, and KILL after the grace time.${port}`;
  if (verb === 'stop')
    return [
      end,
      'It stays stopped: the restart policy does not bring it back.',
      `Undo: restart it here, or sutra node restart ${node.id}.`,
    ];
  return [
    end,
    'It is started again at once with the same settings and data folder.',
    'There is no undo; a restart that fails is reported with its cause.',
  ];
}

interface ActionDialogProps {
  readonly node: NodeState;
  readonly verb: NodeVerb;
  readonly onClose: () => void;
}

/** Preview, then confirm, then the outcome as it happens. Enter never confirms; the focus starts on Cancel. */
export function ActionDialog({ node, verb, onClose }: ActionDialogProps) {
  const session = useSession();
  const refusal = useActRefusal();
  const grid = useGrid();
  // What was previewed stays on the page while the node changes under it.
  const [previewed] = useState(() => effects(node, verb));
  const [reason, setReason] = useState('');
  const action = useMutation({
    mutationFn: () =>
      send<NodeActionAnswer>(
        `/api/grid/${verb}`,
        { agent_id: node.agentId, node_id: node.id, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) },
        session.csrf,
      ),
  });
  const name = verb === 'stop' ? 'Stop' : 'Restart';
  const now = grid?.nodes.get(node.id) ?? node;
  return (
    <Modal opened onClose={onClose} title={`${name} ${node.id}?`} size="md">
      <div className="preview" data-testid="action-preview">
        <dl className="facts">
          <dt>Node</dt>
          <dd className="row wrap">
            <span className="mono">{node.id}</span> on <span className="mono">{node.agentId}</span> <Status look={nodeLook(now, grid)} />
          </dd>
        </dl>
        <ul className="steps small">
          {previewed.map((effect) => (
            <li key={effect}>{effect}</li>
          ))}
        </ul>
        {action.isIdle && (
          <Textarea
            label="Why"
            description="Kept in the record with your action. Optional."
            autosize
            minRows={1}
            maxRows={4}
            maxLength={8_192}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        {action.error !== null && <Failure error={SutraError.from(action.error)} />}
        {action.data !== undefined && <Outcome answer={action.data} what={`${name} of ${node.id}`} />}
        <div className="form-end">
          {action.isPending && <span className="muted small confirm-note">Asked. Closing this does not cancel it.</span>}
          <Button variant="default" size="sm" data-autofocus onClick={onClose} data-testid="action-cancel">
            {action.isIdle ? 'Cancel' : 'Close'}
          </Button>
          {action.data === undefined && (
            <Button
              size="sm"
              variant="filled"
              {...(verb === 'stop' ? { className: 'danger' } : {})}
              loading={action.isPending}
              disabled={refusal !== undefined}
              title="Click, or press Space. Enter does not confirm."
              data-testid="action-confirm"
              onClick={() => action.mutate()}
              onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
            >
              {name} it
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}
