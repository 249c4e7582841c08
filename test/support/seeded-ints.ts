export { seeded as seededInts } from '../../src/verify/random.ts';
