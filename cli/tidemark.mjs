#!/usr/bin/env -S node --max-semi-space-size=4
import { createRequire } from 'node:module';
import { register } from 'tsx/cjs/api';

register();
createRequire(import.meta.url)('./main.ts').main(process.argv);
