/** What is known of the happenings beside the store: enough to tell a right answer of each kind of number from a wrong one. */
const DAY_US = 86_400_000_000;

export class Truth {
  #endUs;
  #crashes = [];
  #byType = {};

  constructor(endUs) {
    this.#endUs = endUs;
  }

  add(event) {
    this.#byType[event.type] = (this.#byType[event.type] ?? 0) + 1;
    if (event.type === 'node_crashed') this.#crashes.push([event.timeUs, event.body.node_id, event.body.agent_id, event.body.cause]);
  }

  /** Plain data: it lies beside the store. */
  told(state) {
    const since = (us) => this.#crashes.filter(([timeUs]) => timeUs >= us);
    const lastDay = since(Math.floor((this.#endUs - DAY_US) / 1e6) * 1e6);
    return {
      endUs: this.#endUs,
      byType: this.#byType,
      crashesLastDay: lastDay.length,
      crashesLastDayByAgent: tally(lastDay.map(([, , agent]) => agent)),
      crashesByCause: tally(this.#crashes.map(([, , , cause]) => cause)),
      crashesByNode: tally(this.#crashes.map(([, node]) => node)),
      offlineNow: [...state.agents.values()].filter(({ health }) => health === 'offline').length,
    };
  }
}

function tally(names) {
  const counts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
