import { Slots } from '../../../src/dataverse/slots.js';

const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let done = false;
  promise.then(
    () => {
      done = true;
    },
    () => {
      done = true;
    },
  );
  await new Promise((resolve) => setImmediate(resolve));
  return done;
};

describe('slots', () => {
  it('let in as many as there are, then one for each that leaves, in order', async () => {
    const slots = new Slots(1);
    const free = await slots.acquire();
    const second = slots.acquire();
    const third = slots.acquire();
    expect(await settled(second)).toBe(false);
    free();
    free();
    expect(await settled(second)).toBe(true);
    expect(await settled(third)).toBe(false);
    (await second)();
    expect(await settled(third)).toBe(true);
  });

  it('let in more when they grow and fewer when they shrink', async () => {
    const slots = new Slots(1);
    const first = await slots.acquire();
    const second = slots.acquire();
    slots.resize(2);
    expect(await settled(second)).toBe(true);
    slots.resize(1);
    first();
    const third = slots.acquire();
    expect(await settled(third)).toBe(false);
    (await second)();
    expect(await settled(third)).toBe(true);
  });

  it('let go of one who stops waiting, with the reason, and keep the place of the others', async () => {
    const slots = new Slots(1);
    const free = await slots.acquire();
    const stop = new AbortController();
    const stopped = slots.acquire(stop.signal);
    const patient = slots.acquire();
    stop.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    free();
    expect(await settled(patient)).toBe(true);
  });
});
