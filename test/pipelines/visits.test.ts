import { pageViews } from '../../pipelines/templates/page-views';
import { seededRandom } from '../../producer/random';

const START_MS = Date.UTC(2026, 9, 1);
const GAP_S = 1_800;

interface View {
  readonly anonymous_user_id: string;
  readonly url: string;
  readonly time: number;
  readonly os: string;
  readonly country: string;
  readonly referrer?: string;
}

/** Four hours of views, five a second, as visits: what a visitor sees until half an hour without a view. */
const visits: View[][] = [];
beforeAll(() => {
  const generate = pageViews(seededRandom(1));
  const latest = new Map<string, View[]>();
  for (let ms = 0; ms < 4 * 3_600_000; ms += 200) {
    const view = generate(START_MS + ms) as unknown as View;
    const visit = latest.get(view.anonymous_user_id);
    if (visit && visit.at(-1)!.time + GAP_S >= view.time) visit.push(view);
    else {
      visits.push([view]);
      latest.set(view.anonymous_user_id, visits.at(-1)!);
    }
  }
});

const share = (holds: (visit: View[]) => boolean): number => visits.filter(holds).length / visits.length;
const pathOf = ({ url }: View): string => new URL(url).pathname;
const isTagged = ({ url }: View): boolean => url.includes('?utm_source=');

it('makes visits of a page to some pages, of which a good share are bounces', () => {
  expect(share(({ length }) => length === 1)).toBeCloseTo(0.45, 1);
  expect(visits.flat().length / visits.length).toBeCloseTo(3, 0);
  expect(Math.max(...visits.map(({ length }) => length))).toBeLessThan(60);
});

it('tells where a visit came from with its first view only', () => {
  const tells = (view: View): boolean => isTagged(view) || view.referrer !== undefined;
  expect(share(([first]) => isTagged(first!))).toBeCloseTo(0.35, 1);
  expect(share(([first]) => tells(first!))).toBeCloseTo(0.74, 1);
  expect(share(([, ...others]) => others.some(tells))).toBe(0);
});

it('goes a way that a site has: nobody pays who does not come from the cart, and a few do', () => {
  const before = visits.flatMap(visit =>
    visit.flatMap((view, i) => (pathOf(view) === '/checkout' ? [visit[i - 1]!] : [])),
  );
  expect(new Set(before.map(pathOf))).toEqual(new Set(['/cart']));
  const paid = share(visit => visit.some(view => pathOf(view) === '/checkout'));
  expect(paid).toBeGreaterThan(0.02);
  expect(paid).toBeLessThan(0.15);
  const views = visits.flat().map(pathOf);
  const home = views.filter(path => path === '/home').length / views.length;
  expect(home).toBeCloseTo(0.3, 1);
});

it('has visitors who come again, with the system and the country that they had', () => {
  const byVisitor = new Map<string, View[][]>();
  for (const visit of visits) {
    const { anonymous_user_id: id } = visit[0]!;
    byVisitor.set(id, [...(byVisitor.get(id) ?? []), visit]);
  }
  expect([...byVisitor.values()].filter(({ length }) => length > 1).length / byVisitor.size).toBeGreaterThan(0.1);
  for (const views of byVisitor.values())
    expect(new Set(views.flat().map(({ os, country }) => `${os} ${country}`)).size).toBe(1);
});

it('keeps no more visits than fit at the highest rates, where visitors only read faster', () => {
  const generate = pageViews(seededRandom(1));
  const ids = Array.from({ length: 30_000 }, (_, i) => generate(START_MS + i / 10)['anonymous_user_id']);
  expect(30_000 / new Set(ids).size).toBeGreaterThan(1.5);
});
