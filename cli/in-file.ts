/** Of several files a command reads, which one is wrong. */

/** Does the work; what it throws says the file's name too. */
export async function inFile<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && !error.message.includes(file))
      error.message = `${file}: ${error.message}`;
    throw error;
  }
}
