/**
 * The package's own types are those of its sources; what runs under Node.js without a bundler is only this
 * file.
 */
declare module 'adaptivecards/dist/adaptivecards.js' {
  import * as cards from 'adaptivecards';
  export default cards;
}
