(module
  ;; CRC-64/XZ, sixteen bytes a step ("slicing by 16").
  ;; The host fills 16 tables of 256 i64 at address 0 and puts the input at address 32768.
  ;; To change crc64.ts after a change here: npx wasm-as crc64.wat -o crc64.wasm && npx wasm-opt -O3.
  (memory (export "memory") 3)
  (func (export "update") (param $crc i64) (param $length i32) (result i64)
    (local $at i32) (local $end i32) (local $low i64) (local $high i64)
    (local.set $at (i32.const 32768))
    (local.set $end (i32.add (local.get $at) (local.get $length)))
    (block $bulkDone
      (loop $step
        (br_if $bulkDone (i32.gt_u (i32.add (local.get $at) (i32.const 16)) (local.get $end)))
        (local.set $low (i64.xor (local.get $crc) (i64.load (local.get $at))))
        (local.set $high (i64.load offset=8 (local.get $at)))
          (i64.load offset=30720 (i32.shl (i32.and (i32.wrap_i64 (local.get $low)) (i32.const 255)) (i32.const 3)))
          (i64.load offset=28672 (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $low) (i64.const 8))) (i32.const 255)) (i32.const 3))) (i64.xor)
          (i64.load offset=26624 (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $low) (i64.const 16))) (i32.const 255)) (i32.const 3))) (i64.xor)
          (i64.load offset=24576 (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $low) (i64.const 24))) (i32.const 255)) (i32.const 3))) (i64.xor)
          (i64.load offset=22528 (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $low) (i64.const 32))) (i32.const 255)) (i32.const 3))) (i64.xor)
          (i64.load offset=20480 (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $low) (i64.const 40))) (i32.const 255)) (i32.const 3))) (i64.xor)
          (i64.load offset=18432 (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $low) (i64.const 48))) (i32.const 255)) (i32.const 3))) (i64.xor)
          (i64.load offset=16384 (i32.shl (i32.wrap_i64 (i64.shr_u (local.get $low) (i64.const 56))) (i32.const 3))) (i64.xor)
          (i64.load offset=14336 (i32.shl (i32.and (i32.wrap_i64 (local.get $high)) (i32.const 255)) (i32.const 3))) (i64.xor)
          (i64.load offset=12288 (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $high) (i64.const 8))) (i32.const 255)) (i32.const 3))) (i64.xor)
          (i64.load offset=10240 (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $high) (i64.const 16))) (i32.const 255)) (i32.const 3))) (i64.xor)
          (i64.load offset=8192 (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $high) (i64.const 24))) (i32.const 255)) (i32.const 3))) (i64.xor)
          (i64.load offset=6144 (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $high) (i64.const 32))) (i32.const 255)) (i32.const 3))) (i64.xor)
          (i64.load offset=4096 (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $high) (i64.const 40))) (i32.const 255)) (i32.const 3))) (i64.xor)
          (i64.load offset=2048 (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $high) (i64.const 48))) (i32.const 255)) (i32.const 3))) (i64.xor)
          (i64.load offset=0 (i32.shl (i32.wrap_i64 (i64.shr_u (local.get $high) (i64.const 56))) (i32.const 3))) (i64.xor)
        (local.set $crc)
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $step)))
    (block $done
      (loop $byte
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (i64.shr_u (local.get $crc) (i64.const 8))
        (i32.xor (i32.wrap_i64 (local.get $crc)) (i32.load8_u (local.get $at)))
        (i64.load (i32.shl (i32.and (i32.const 255)) (i32.const 3))) (i64.xor)
        (local.set $crc)
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $byte)))
    (local.get $crc)))
