console.log('in work')
