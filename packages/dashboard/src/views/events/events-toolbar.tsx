import { Button, SegmentedControl, Select } from '@mantine/core';
import { EVENT_TYPES, SEVERITIES } from '@sutra/model';
import { typeText } from '../../core/wording.ts';
import { FaultsSwitch } from '../../parts/faults-switch.tsx';
import { FilterBox } from '../../parts/filter-box.tsx';
import { Icon } from '../../parts/icon.tsx';
import type { EventFeed } from '../../shell/event-feed.ts';
import { usePatchUrl, useUrl } from '../../shell/url.ts';
import { RANGES, rangeOfUrl } from './events-url.ts';

const TYPES = [...EVENT_TYPES].sort().map((type) => ({ value: type, label: typeText(type) }));
const LEVELS = SEVERITIES.map((severity) => ({ value: severity, label: severity }));

/** Filters of the record; every one of them is in the address. */
export function EventsToolbar({ feed }: { readonly feed: EventFeed }) {
  const url = useUrl();
  const patch = usePatchUrl();
  const set = (name: string) => (value: string | null) => patch({ [name]: value ?? undefined }, { replace: true });
  const regex = url['re'] === '1';
  const everything = url['all'] === '1';
  return (
    <div className="events-toolbar">
      <span className="text-filter">
        <FilterBox
          name="text"
          placeholder={regex ? 'Regular expression…' : 'Text, !not…'}
          wrong={feed.filterError !== undefined}
          mono={regex}
          className="grow"
        />
        <Button
          variant={regex ? 'filled' : 'default'}
          aria-pressed={regex}
          aria-label="Regular expression"
          title="Read the text as a regular expression"
          px={8}
          onClick={() => patch({ re: regex ? undefined : '1' }, { replace: true })}
        >
          <span className="mono">.*</span>
        </Button>
      </span>
      <Select
        size="xs"
        w={156}
        searchable
        clearable
        aria-label="Type"
        placeholder="Any type"
        data={TYPES}
        value={url['type'] ?? null}
        onChange={set('type')}
        data-testid="filter-type"
      />
      <FilterBox name="entity" placeholder="Agent, node…" className="entity-filter" />
      <Select
        size="xs"
        w={124}
        clearable
        aria-label="Severity"
        placeholder="Any severity"
        data={LEVELS}
        value={url['sev'] ?? null}
        onChange={set('sev')}
        data-testid="filter-severity"
      />
      <FaultsSwitch />
      <Button
        variant={everything ? 'filled' : 'default'}
        aria-pressed={everything}
        title="Heartbeats and metrics are left out unless this is on"
        onClick={() => patch({ all: everything ? undefined : '1' }, { replace: true })}
        data-testid="filter-all"
      >
        + metrics
      </Button>
      <SegmentedControl
        size="xs"
        aria-label="How far back"
        data={RANGES.map(({ value, label }) => ({ value, label }))}
        value={rangeOfUrl(url)}
        onChange={(value) => patch({ r: value === '24h' ? undefined : value }, { replace: true })}
      />
      {url['op'] !== undefined && (
        <button type="button" className="chip" title="Remove this filter" onClick={() => patch({ op: undefined })}>
          operation <span className="mono">{url['op']}</span> <Icon name="close" size={12} />
        </button>
      )}
    </div>
  );
}
