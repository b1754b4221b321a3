/** facekit is an ES module; a CommonJS program imports it: `node common-js.cjs photograph.jpg`. */
async function main([photograph = 'datasets/sample/Guest/Guest_0001.jpg']) {
  const { createFaceAnalyzer } = await import('facekit');
  const analyzer = await createFaceAnalyzer({ model: 'mobilefacenet' });
  for (const { score, embedding } of await analyzer.analyze(photograph))
    console.log(`a face of ${score.toFixed(4)}, ${embedding.length} numbers`);
  await analyzer.dispose();
}

main(process.argv.slice(2));
