declare module 'dynalite' {
  /** Makes an in-process DynamoDB with an HTTP interface. */
  export default function dynalite(options: {
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
  }): import('node:http').Server;
}
