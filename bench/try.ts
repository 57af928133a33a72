import { runMutants } from '/work/w-hot/bench/mutants';
const t=Date.now();
console.log(runMutants(Number(process.argv[2]??20000)), Date.now()-t);
