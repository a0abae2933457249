import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { Template } from '../../lib/lambda/deploy/template.ts';
import { costReport } from './report.ts';

const help = `Usage: npm run cost [-- TEMPLATE]

Computes what the packaged stack costs, idle and with 1,000 watches, from its template and the list prices of
bench/cost/prices.ts. Without TEMPLATE it reads what "npm run package" wrote.`;

process.exitCode = await main(process.argv.slice(2));

/** Returns the exit code: 0, or 2 if there is no template to read. */
async function main([
  file = '.serverless/cloudformation-template-update-stack.json',
]: string[]): Promise<number> {
  if (file === '--help' || file === '-h') {
    console.log(help);
    return 0;
  }
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    console.error(`cost: expected a packaged template, found no ${file}: run "npm run package" first`);
    return 2;
  }
  console.log(await costReport(Template.parse(JSON.parse(text))));
  return 0;
}
