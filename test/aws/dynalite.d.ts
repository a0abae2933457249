declare module 'dynalite' {
  /** A DynamoDB of this process over HTTP. */
  export default function dynalite(options: {
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
  }): import('node:http').Server;
}
