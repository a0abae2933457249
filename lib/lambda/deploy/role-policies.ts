import * as z from 'zod';
import type { Resource } from './template.ts';

/**
 * Quotas of IAM, in characters without white space: all inline policies of a role together, one managed policy, and
 * managed policies of a role (docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 */
const inlineCharacters = 10_240;
const managedCharacters = 6_144;
const managedPolicies = 10;

/** At least the characters of the longest ARN in this stack: CloudFormation names by stack, logical id and 13 more. */
const longestArn = 200;

const Action = z.union([z.string().transform((action) => [action]), z.array(z.string())]);
const Statement = z.looseObject({ Action, Resource: z.unknown() });
type Statement = z.infer<typeof Statement>;
const Policies = z.array(z.looseObject({ PolicyDocument: z.looseObject({ Statement: z.array(Statement) }) }));

/** A role whose policies fit, and the managed policies that it needs besides, by logical id. */
export interface FittedRole {
  role: Resource;
  policies: Record<string, Resource>;
}

/** Returns the role with other inline statements; one that becomes undefined is left out. */
export function withStatements(
  role: Resource,
  change: (statement: Statement, index: number) => Statement | undefined,
): Resource {
  let index = 0;
  const changed = Policies.parse(role.Properties?.['Policies'] ?? []).map((policy) => {
    const Statement = policy.PolicyDocument.Statement.flatMap((found) => change(found, index++) ?? []);
    return { ...policy, PolicyDocument: { ...policy.PolicyDocument, Statement } };
  });
  return { ...role, Properties: { ...role.Properties, Policies: changed } };
}

/**
 * Moves the longest statements of a role into managed policies if its inline policies exceed IAM's quota. No right is
 * added, taken or widened. Returns a sentence if the managed policies of one role are too few as well.
 */
export function fitRole(id: string, role: Resource, region: string): FittedRole | string {
  const size = (value: unknown) => sizeInIam(value, region);
  const documents = Policies.parse(role.Properties?.['Policies'] ?? []).map(
    (policy) => policy.PolicyDocument,
  );
  const statements = documents.flatMap((document) => document.Statement);
  const longestFirst = [...statements.keys()].sort((a, b) => size(statements[b]) - size(statements[a]));
  let inline = documents.reduce((sum, document) => sum + size(document), 0);
  const moved = new Set<number>();
  for (const index of longestFirst) {
    if (inline <= inlineCharacters) break;
    moved.add(index);
    inline -= size(statements[index]);
  }
  if (moved.size === 0) return { role, policies: {} };
  const movedStatements = statements.filter((_, index) => moved.has(index));
  const managed = movedStatements.flatMap((statement) => documentsOf(statement, size));
  const attached = z.array(z.unknown()).default([]).parse(role.Properties?.['ManagedPolicyArns']);
  const needed = attached.length + managed.length;
  if (needed > managedPolicies) return tooMany(id, needed, movedStatements);
  const policies = Object.fromEntries(
    managed.map((PolicyDocument, index) => [
      `${id}Policy${index + 1}`,
      { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } },
    ]),
  );
  const fitting = withStatements(role, (statement, index) => (moved.has(index) ? undefined : statement));
  const ManagedPolicyArns = [...attached, ...Object.keys(policies).map((Ref) => ({ Ref }))];
  return { role: { ...fitting, Properties: { ...fitting.Properties, ManagedPolicyArns } }, policies };
}

const documentOf = (statement: Statement) => ({ Version: '2012-10-17', Statement: [statement] });

/** Returns the statement in as many policies as it needs, each with as many of its resources as fit. */
function documentsOf(statement: Statement, size: (value: unknown) => number): object[] {
  const parts: unknown[][] = [];
  for (const resource of [statement.Resource].flat()) {
    const grown = [...(parts.at(-1) ?? []), resource];
    const isFull = size(documentOf({ ...statement, Resource: grown })) > managedCharacters;
    if (isFull || parts.length === 0) parts.push([resource]);
    else parts.splice(-1, 1, grown);
  }
  return parts.map((Resource) => documentOf({ ...statement, Resource }));
}

function tooMany(id: string, needed: number, moved: readonly Statement[]): string {
  const resources = moved.reduce((sum, { Resource }) => sum + [Resource].flat().length, 0);
  const actions = [...new Set(moved.flatMap((statement) => statement.Action))].join(', ');
  return (
    `${id}: the rights to ${resources} resources (${actions}) need ${needed} managed policies, expected at most ` +
    `${managedPolicies}, as many as IAM attaches to a role. Keep several values in one secret of Secrets Manager ` +
    '(secretsmanager:name#key), or divide accounts and destinations among several stages.'
  );
}

/** Returns the characters that IAM counts for a part of a policy, at most: references count as their longest values. */
export function sizeInIam(value: unknown, region: string): number {
  return JSON.stringify(resolved(value, region)).replace(/\s/g, '').length;
}

/** Returns the value as CloudFormation resolves it in this region, with stand-ins of the longest length. */
export function resolved(value: unknown, region: string): unknown {
  if (Array.isArray(value)) return value.map((part) => resolved(part, region));
  if (typeof value !== 'object' || value === null) return value;
  const [[key = '', part] = []] = Object.entries(value);
  if (key === 'Ref' || key === 'Fn::GetAtt') return longestValueOf(String([part].flat()[0]), region);
  if (key === 'Fn::Sub')
    return String([part].flat()[0]).replace(/\$\{([\w:.]+)\}/g, (_, name) => longestValueOf(name, region));
  if (key === 'Fn::Join') {
    const [separator, parts] = Join.parse(part);
    return parts.map((joined) => String(resolved(joined, region))).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolved(inner, region)]));
}

const Join = z.tuple([z.string(), z.array(z.unknown())]);

function longestValueOf(name: string, region: string): string {
  switch (name) {
    case 'AWS::Region':
      return region;
    case 'AWS::AccountId':
      return '123456789012';
    case 'AWS::Partition':
      return 'aws-us-gov';
    default:
      return 'x'.repeat(longestArn);
  }
}
