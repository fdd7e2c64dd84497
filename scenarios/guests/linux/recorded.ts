/**
 * The packages and guests that figures, repros and pinned hashes of this project are of: Debian 12 (bookworm), i386.
 * Taken from the manifests that `lockstep guest build` leaves.
 */
interface RecordedPackage {
  readonly version: string;
  /** Of the .deb file, hexadecimal. */
  readonly sha256: string;
}

export const recordedPackages: Readonly<Record<string, RecordedPackage>> = {
  "busybox-static": {
    version: "1:1.35.0-4+deb12u1+b1",
    sha256: "725ef9e6fbac4ab79b353165b05005e8c140d6e42177ebbc202ff1e13ded8b7c",
  },
  e2fsprogs: { version: "1.47.0-2+b2", sha256: "a424bb62d8d24b4ec6b43a3b6138acfa71b571dbc8a7f1ae3510391cbbfe6556" },
  libatomic1: {
    version: "12.2.0-14+deb12u1",
    sha256: "4c9e99e98b0372160ffcb6ee2548ca2a8e007283b08df3395f0eeca0d2288361",
  },
  libblkid1: {
    version: "2.38.1-5+deb12u3",
    sha256: "239ced602de059f88a86cde6af38fb0fc6a3193a3937c8e624c9d0c60831d430",
  },
  libc6: { version: "2.36-9+deb12u14", sha256: "76b12e06be66ec3fc2c1791d7d8cf34c2b828ed210e3913feeeb8edc9688f820" },
  libcap2: {
    version: "1:2.66-4+deb12u3+b1",
    sha256: "ec2df8503ee282fa5ca129cb0272bb2b0c05b9969aa8568bca567ab62bca15ad",
  },
  "libcom-err2": { version: "1.47.0-2+b2", sha256: "ccdcdc4211cd85ba9b70f8618c9ba42867254086f0d5c8ef7e257272b1db46a3" },
  "libevent-2.1-7": {
    version: "2.1.12-stable-8",
    sha256: "b6c73d6f7578cd26baaa291d4b49fc062ca1eeb77a072d4fdfc7958888cde816",
  },
  libext2fs2: { version: "1.47.0-2+b2", sha256: "fd76c0c366eba3439725d9f87fe5986efae03e2e2818d9d7f426cdb64ac0ea56" },
  "libgcc-s1": {
    version: "12.2.0-14+deb12u1",
    sha256: "56b95a550b342418f6c4765d5c9b08df2c7167134767e44f1f1bc82ced363ece",
  },
  libgcrypt20: {
    version: "1.10.1-3+deb12u1",
    sha256: "737d4f16368232608bfa2320fc6a12420062ca43d0b7fce0158d8f49ccd3bc46",
  },
  "libgpg-error0": { version: "1.46-1", sha256: "9e4109555b4971a2466bdda6fdc3ca90d47a1d0c4b8d7f11ad5720d0e0028392" },
  libjemalloc2: { version: "5.3.0-1", sha256: "fdef43ac9f80cd488b7eb91a4c910d37ddb8ba8a6b4c1ff64bf820ed5c9265f7" },
  "liblz4-1": { version: "1.9.4-1", sha256: "6ca34fa9139be02a118dd22b969f34018fc4628b02acd1d21c4621d16057ac6a" },
  liblzf1: { version: "3.6-3", sha256: "d6cb74374fa8a5dee6b5c344f4f235f5ff64ab29df6d694509ae5a8342b352de" },
  liblzma5: { version: "5.4.1-1+deb12u1", sha256: "5b3fb8a53da0f5b1ec1181be94d39a8508db02465ec4421df12ad4c0d76924f3" },
  "libsasl2-2": {
    version: "2.1.28+dfsg-10",
    sha256: "25ed878313d29fd1466494f81a9240182a272623bf5d1777c59ecd28108359dd",
  },
  libssl3: { version: "3.0.20-1~deb12u2", sha256: "dd62209dd6c12bb9240f4fab882b7d4e16e7d5f00f31304b8d9c35c5d431b662" },
  "libstdc++6": {
    version: "12.2.0-14+deb12u1",
    sha256: "a262f9ad4e4b4adcb6a2663051e36e6c117159b048ae7ce8d4af215e90de3e5e",
  },
  libsystemd0: {
    version: "252.39-1~deb12u2",
    sha256: "0b28141a9c39a6be717b1e561d61cf8301a740182f480a246d4664e3aec52a41",
  },
  libuuid1: { version: "2.38.1-5+deb12u3", sha256: "eb665b48c1a021ee029ce72400623eba45cac853e832f908d72fb48fa428a228" },
  libzstd1: { version: "1.5.4+dfsg2-5", sha256: "b9009648837c1fa095ca3b79eec3e6358df3946dd0a70c0f66ec3558695af8d5" },
  "linux-image-6.1.0-50-686": {
    version: "6.1.176-1",
    sha256: "526c469c5148a2b61c4241c3f6575427096575e0ffef9541b6729351c600b3e4",
  },
  memcached: { version: "1.6.18-1", sha256: "9f552c799f909fb12d2f8135549df05df9eb680a5a5dce02c1fd0f428389d547" },
  "redis-server": {
    version: "5:7.0.15-1~deb12u7",
    sha256: "cdc1d6c4204726b91d4a3639884537d6ba40ca4b58d131dac445cb4fb34e8b93",
  },
  "redis-tools": {
    version: "5:7.0.15-1~deb12u7",
    sha256: "e9be7fe4753e1a09d0486b0be344830d7463d8d13d5c4f640bf56e00efd59021",
  },
};

/** SHA-256 of each guest's snapshot, unpacked. */
export const recordedSnapshots: Readonly<Record<string, string>> = {
  "linux-redis-disk": "7d33f9c549ee4bf83990cc6b274aaa6404aa5c11cbbe1d20ad6bbe8182da785c",
  "linux-memcached": "e46a79f0eac3b4cc45c2bb4a38c3bade7d0a7904f6f84afc30b52868413b5566",
};
