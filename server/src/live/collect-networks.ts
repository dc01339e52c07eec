import type { Logger } from 'pino';
import type { DockerEngine } from '../docker/docker-engine.ts';
import { networksView } from '../isolation/networks-view.ts';
import { makeProbes } from '../isolation/observations.ts';
import type { Rules } from '../isolation/parse-rules.ts';
import { probePlan } from '../isolation/probe-plan.ts';
import type { ProbeStore } from '../redis/probe-store.ts';
import type { Networks } from '../schemas/network.ts';

interface Parts {
  readonly docker: DockerEngine;
  readonly rules: Rules;
  readonly probes: ProbeStore;
  readonly log: Pick<Logger, 'debug'>;
  readonly now: () => number;
}

/** The plan is written when it changed, and this often, so that Redis keeps it. */
const PLAN_MS = 30_000;

/** What Docker tells of the networks, held against the rules and against what containers found themselves. */
export function makeNetworksCollector(parts: Parts): () => Promise<Networks> {
  const { docker, rules, probes, log, now } = parts;
  let written = { text: '', at: 0 };
  return async () => {
    const facts = await docker.networks();
    const running = facts.containers.filter(({ runs }) => runs).map(({ id }) => id);
    try {
      const plan = probePlan(facts, rules);
      const text = JSON.stringify(plan);
      if (plan.length > 0 && (text !== written.text || now() - written.at >= PLAN_MS)) {
        await probes.writePlan(plan);
        written = { text, at: now() };
      }
      const reports = await probes.reports(running);
      return networksView(facts, rules, makeProbes(facts, reports));
    } catch (error) {
      // With Redis away the networks are still told.
      log.debug({ err: error }, 'No probes');
      return networksView(facts, rules);
    }
  };
}
