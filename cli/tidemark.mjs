#!/usr/bin/env node
import { register } from 'tsx/cjs/api';

register();
const { main } = await import('./main.ts');
await main(process.argv);
