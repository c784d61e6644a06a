import { Random, streams } from '../seed/random.js';
import { day, iso, seedEnd } from '../seed/times.js';
import type { World } from '../seed/world.js';
import { mediaId, mediaOf } from './media.js';
import { firstSeededMessageId, messageIndex } from './messages.js';
import type { Academy } from './records.js';

/** The id of the first workspace's academy. */
export const firstAcademyId = (world: World): number => 71 + world.client * 100_000;

/** The academy of a workspace: two sections, a passing score that is 80 unless somebody changed it, retakes on some trainings. */
export function makeAcademy(world: World, workspace: number): Academy {
  const random = new Random(world.options.seed, streams.message, -1 - workspace);
  const id = firstAcademyId(world) + workspace;
  const { id: workspace_id, language, name } = world.workspace(workspace);
  const training = (nth: number, position: number) => {
    const allowed = random.chance(0.6);
    return {
      message_id: firstSeededMessageId(world) + messageIndex(workspace, nth),
      position,
      retake: { allowed, max: allowed && random.chance(0.5) ? 2 : null },
    };
  };
  const passing = random.chance(0.8) ? 80 : random.pick([50, 60, 100]);
  return {
    id,
    workspace_id,
    name: `Akademi ${name} 🎓`,
    description: random.chance(0.8) ? '<p>Alt hvad du skal vide &ndash; trin for trin.</p>' : null,
    cover_image_url: random.chance(0.7) ? mediaOf(mediaId(id, 'cover')).url : null,
    language,
    passing_score: passing,
    availability: random.pick(['all', 'section', 'training'] as const),
    // The first one is overdue, the second has time left, others have no date.
    due_date: workspace % 3 === 0 ? iso(seedEnd - 10 * day) : workspace % 3 === 1 ? iso(seedEnd + 60 * day) : null,
    sections: [
      { id: id * 10 + 1, name: 'Velkommen', position: 1, trainings: [training(1, 1), training(2, 2), training(3, 3)] },
      { id: id * 10 + 2, name: 'I dybden', position: 2, trainings: [training(4, 1), training(5, 2)] },
    ],
  };
}
