import { Button, Modal, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import type { SpawnAnswer } from '@sutra/api';
import { SutraError } from '@sutra/kit';
import type { GridState } from '@sutra/model';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { byName, derivedOf } from '../../core/derived.ts';
import { EMPTY_SPAWN, readSpawnForm, type SpawnForm } from '../../core/spawn-form.ts';
import { useActRefusal } from '../../parts/act-button.tsx';
import { Failure } from '../../parts/failure.tsx';
import { useGrid } from '../../shell/grid.ts';
import { send } from '../../shell/http.ts';
import { useSession } from '../../shell/session.ts';
import { useGo } from '../../shell/url.ts';
import { Outcome } from './outcome.tsx';
import './node.css';

const RESTARTS = [
  { value: 'always', label: 'Always' },
  { value: 'on-failure', label: 'When it fails' },
  { value: 'never', label: 'Never' },
];

/** Starts a node: where, what, with which limits. The server has the last word; its refusal is shown with the mend. */
export function SpawnDialog({ onClose }: { readonly onClose: () => void }) {
  const grid = useGrid();
  const go = useGo();
  const session = useSession();
  const refusal = useActRefusal();
  const [form, setForm] = useState<SpawnForm>(EMPTY_SPAWN);
  const [tried, setTried] = useState(false);
  const reading = readSpawnForm(form, (name) => isTaken(grid, name));
  const spawn = useMutation({
    mutationFn: (request: object) => send<SpawnAnswer>('/api/grid/spawn', request, session.csrf),
    onSuccess: (answer) => {
      if (!answer.success) return;
      onClose();
      go(`/nodes/${encodeURIComponent(answer.node_id)}`);
    },
  });
  const submit = (): void => {
    setTried(true);
    if (reading.request !== undefined && refusal === undefined && !spawn.isPending) spawn.mutate(reading.request);
  };
  return (
    <Modal opened onClose={onClose} title="Spawn a node" size="lg">
      <form
        className="spawn-form"
        data-testid="spawn-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Fields
          form={form}
          errors={tried ? reading.errors : {}}
          grid={grid}
          change={(patch) => setForm((before) => ({ ...before, ...patch }))}
        />
        {refusal !== undefined && <p className="muted small">{refusal}</p>}
        {spawn.error !== null && <Failure error={SutraError.from(spawn.error)} />}
        {spawn.data !== undefined && !spawn.data.success && <Outcome answer={spawn.data} what={`Spawn of ${spawn.data.node_id}`} />}
        <div className="form-end">
          {spawn.isPending && <span className="muted small confirm-note">Asked. Closing this does not cancel it.</span>}
          <Button variant="default" size="sm" onClick={onClose}>
            {spawn.isPending ? 'Close' : 'Cancel'}
          </Button>
          <Button type="submit" size="sm" loading={spawn.isPending} disabled={refusal !== undefined} data-testid="spawn-submit">
            Spawn
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function isTaken(grid: GridState | undefined, name: string): boolean {
  return grid?.nodes.get(name)?.status === 'running';
}

interface FieldsProps {
  readonly form: SpawnForm;
  readonly errors: Partial<Record<keyof SpawnForm, string>>;
  readonly grid: GridState | undefined;
  readonly change: (patch: Partial<SpawnForm>) => void;
}

function Fields({ form, errors, grid, change }: FieldsProps) {
  const text = (name: keyof SpawnForm) => ({
    value: form[name],
    error: errors[name],
    'data-testid': `spawn-${name}`,
    onChange: (event: { currentTarget: { value: string } }) => change({ [name]: event.currentTarget.value }),
  });
  return (
    <>
      <div className="form-pair">
        <Select
          label="Agent"
          data={agentChoices(grid)}
          value={form.agent}
          allowDeselect={false}
          onChange={(value) => change({ agent: value ?? '' })}
          data-testid="spawn-agent"
        />
        <TextInput label="Name" placeholder="made by the master" {...text('name')} data-autofocus />
      </div>
      <div className="stack tight">
        <SegmentedControl
          aria-label="What it runs"
          data={[
            { value: 'storage', label: 'Storage node' },
            { value: 'command', label: 'Command' },
          ]}
          value={form.kind}
          onChange={(value) => change({ kind: value as SpawnForm['kind'] })}
        />
        {form.kind === 'storage' ? (
          <TextInput
            label="Data folder"
            description="A name under the agent’s data folder; empty for one named like the node."
            {...text('folder')}
          />
        ) : (
          <>
            <div className="form-pair">
              <TextInput label="Program" placeholder="node" withAsterisk {...text('command')} />
              <TextInput
                label="Arguments"
                description="Quote what has spaces; no shell sees them."
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                placeholder="server.js --port 8080"
                {...text('args')}
              />
            </div>
            <Textarea
              label="Environment"
              description="NAME=value, one a line. Values that look secret are not recorded."
              autosize
              minRows={2}
              maxRows={6}
              {...text('env')}
            />
          </>
        )}
      </div>
      <div className="form-pair">
        <TextInput label="Port" placeholder="chosen by the agent" inputMode="numeric" {...text('port')} />
        <TextInput label="Memory limit, MB" placeholder="no limit" inputMode="numeric" {...text('memory')} />
        <Select
          label="Restart it"
          data={RESTARTS}
          value={form.restart}
          allowDeselect={false}
          onChange={(value) => change({ restart: value as SpawnForm['restart'] })}
        />
        <TextInput label="Why" placeholder="optional, kept in the record" {...text('reason')} />
      </div>
    </>
  );
}

function agentChoices(grid: GridState | undefined) {
  const agents = grid === undefined ? [] : [...grid.agents.values()].filter((agent) => agent.health !== 'unregistered').sort(byName);
  return [
    { value: '', label: 'Let the grid choose' },
    ...agents.map((agent) => {
      const places = (grid === undefined ? undefined : derivedOf(grid).places.get(agent.id)) ?? 0;
      const note = agent.health === 'healthy' ? `${agent.maxNodes - places} free` : agent.health;
      return { value: agent.id, label: `${agent.id} (${note})`, disabled: agent.health === 'offline' };
    }),
  ];
}
