import Glibc

/// The bytes of a file while they are needed: mapped where it is a regular file, so that they are not copied, and read to the end
/// where it is a pipe or a device. `-` is standard input.
struct InputFile: ~Copyable {
  private let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  init(_ path: String) throws(Files.Failure) {
    let file = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 { throw Files.Failure("打不开文件", "cannot open the file", path) }
    defer { if path != "-" { close(file) } }
    if let mapped = Self.map(file) {
      (bytes, isMapped) = (mapped, true)
    } else {
      (bytes, isMapped) = (try Self.readAll(file, path), false)
    }
  }

  deinit {
    if isMapped { Self.unmap(bytes) } else { free(UnsafeMutableRawPointer(mutating: bytes.baseAddress)) }
  }

  /// Lends the bytes.
  borrowing func read<Result, Fault>(_ use: (UnsafeRawBufferPointer) throws(Fault) -> Result) throws(Fault) -> Result {
    try use(bytes)
  }

  /// Nothing where the file has no length or stands somewhere else than at its beginning.
  private static func map(_ file: Int32) -> UnsafeRawBufferPointer? {
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0, lseek(file, 0, SEEK_CUR) == 0
    else { return nil }
    let size = Int(status.st_size)
    let flags = size > UInt32.max ? MAP_PRIVATE : MAP_PRIVATE | MAP_POPULATE
    guard let start = mmap(nil, size, PROT_READ, flags, file, 0), start != MAP_FAILED else { return nil }
    // Whoever cuts the file short while it is mapped takes its pages away.
    signal(SIGBUS) { _ in
      let sentence: StaticString = "文件在读取时被截短。The file was cut short while it was read.\n"
      _ = write(STDERR_FILENO, sentence.utf8Start, sentence.utf8CodeUnitCount)
      _exit(2)
    }
    return UnsafeRawBufferPointer(start: start, count: size)
  }

  private static func unmap(_ bytes: UnsafeRawBufferPointer) {
    munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    signal(SIGBUS, SIG_DFL)
  }

  /// To the end of the file, or to the 4 GiB at which the reader refuses it.
  private static func readAll(_ file: Int32, _ path: String) throws(Files.Failure) -> UnsafeRawBufferPointer {
    var (room, count) = (0, 0)
    var start: UnsafeMutableRawPointer?
    while count <= UInt32.max {
      if count == room {
        room = max(65536, room * 2)
        guard let larger = realloc(start, room) else { break }
        start = larger
      }
      let got = Glibc.read(file, start.map { $0 + count }, room - count)
      if got == 0 { return UnsafeRawBufferPointer(start: start, count: count) }
      if got > 0 { count += got } else if errno != EINTR { break }
    }
    if count > UInt32.max { return UnsafeRawBufferPointer(start: start, count: count) }
    let failure = Files.Failure("读文件出错", "cannot read the file", path)
    free(start)
    throw failure
  }
}
