import { describeModel, MODEL_SEED } from './model.js';

const RUNS = Number(process.env.MODEL_RUNS ?? 60);

describeModel(`with MODEL_SEED=${MODEL_SEED}, in ${RUNS} schools, requests at once`, { seed: MODEL_SEED, runs: RUNS, length: 20 });
