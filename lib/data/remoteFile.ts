/** A file that is known before it is fetched. */
export interface RemoteFile {
  name: string;
  bytes: number;
  md5: string;
}
