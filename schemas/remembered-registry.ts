import type { RegisteredSchema, SchemaRegistry } from '../engine/ports';

/** Versions of schemas that are remembered, those that there are not among them; the registry takes 170 KB of text for one. */
const SCHEMAS_MAX = 200;

/** A registry that is asked for an id once: a version never changes. What it failed to answer is asked again. */
export class RememberedRegistry implements SchemaRegistry {
  private readonly answers = new Map<string, Promise<RegisteredSchema | undefined>>();

  constructor(
    private readonly registry: SchemaRegistry,
    private readonly schemasMax = SCHEMAS_MAX,
  ) {}

  schema(id: string): Promise<RegisteredSchema | undefined> {
    const answer = this.answers.get(id) ?? this.asked(id);
    // The last asked for is the last to go.
    this.answers.delete(id);
    this.answers.set(id, answer);
    const [oldest] = this.answers.keys();
    if (this.answers.size > this.schemasMax) this.answers.delete(oldest!);
    return answer;
  }

  private asked(id: string): Promise<RegisteredSchema | undefined> {
    const answer = this.registry.schema(id);
    answer.catch(() => {
      if (this.answers.get(id) === answer) this.answers.delete(id);
    });
    return answer;
  }
}
